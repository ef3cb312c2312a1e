import type { Started } from '../moduleStarter';
import type { Division } from './jobOf';
import type { ThreadPool } from './threadPool';

/** How a kernel shares its work between threads. No entry of the output may depend on how its units are divided. */
export interface Parallel<Exports> {
  /** Threads that share this call. */
  threads: number;
  /**
   * Calls a function that computes units `first` to `end` − 1 of its output, for all units. It may use the temporary
   * space at `own`. There are four parts for each thread; pass 1 if each part repeats some work.
   */
  split<Name extends keyof Exports>(
    name: Name,
    named: Divided<Exports[Name]>,
    units: number,
    partsPerThread?: number,
  ): void;
  /**
   * Calls a function that computes one unit after another, such as numbers or rows, for all units.
   * @param run.units The name of the argument that is the number of units.
   * @param run.bytes The addresses among the arguments, and the bytes from one unit to the next at each.
   * @param run.own The argument that is the address of temporary space, if there is one.
   */
  spread<Name extends keyof Exports>(name: Name, named: Named<Exports[Name]>, run: Run<Exports[Name]>): void;
}

type Named<Function> = Function extends (named: infer Arguments) => unknown ? Arguments : never;
type Divided<Function> = Omit<Named<Function>, 'first' | 'end' | 'own'>;

interface Run<Function> {
  units: keyof Named<Function>;
  bytes: Partial<Record<keyof Named<Function>, number>>;
  own?: keyof Named<Function>;
}

/** Fewer products take less time than waking up a thread. */
export const LEAST_PRODUCTS = 2 ** 20;

/** Parts for each thread, so that a thread that is slow or wakes up late takes fewer. */
const PARTS = 4;

/** Where units are numbers, parts begin at multiples of this, so that only the last one ends within a vector. */
const NUMBERS_AT_ONCE = 64;

/** Calls the functions of a module on all threads of a pool, or on the current one without a pool. */
export function parallelOn<Exports>(
  started: Started<Exports>,
  pool: ThreadPool | undefined,
  own = 0,
  ownBytes = 0,
): Parallel<Exports> {
  const call = (name: keyof Exports, named: object, units: number, division: () => Division) => {
    const shared =
      units > 1 && pool?.share({ started, name: name as string, named, division: division(), units, ownBytes });
    if (!shared) (started.exports[name] as (named: object) => void)(named);
  };
  return {
    threads: pool?.threads ?? 1,
    split: (name, named, units, partsPerThread = PARTS) => {
      const common = { steps: { first: 1 }, end: 'end', isLength: false, own: 'own', multiple: 1 };
      call(name, { ...named, first: 0, end: units, own }, units, () => ({ ...common, partsPerThread }));
    },
    spread: (name, named, { units, bytes, own: nameOfOwn = '' }) => {
      const all = named as Record<PropertyKey, number>;
      call(name, nameOfOwn ? { ...all, [nameOfOwn]: own } : all, all[units], () => {
        const steps = Object.entries(bytes as Record<string, number>).filter(([at]) => all[at] !== 0); // 0: not given
        const areNumbers = steps.every(([, step]) => step <= 4);
        return {
          steps: Object.fromEntries(steps),
          end: units as string,
          isLength: true,
          own: nameOfOwn as string,
          multiple: areNumbers ? NUMBERS_AT_ONCE : 1,
          partsPerThread: PARTS,
        };
      });
    },
  };
}
