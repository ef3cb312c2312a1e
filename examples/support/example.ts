import type { Length } from './arguments';

/** What an example is given. */
export interface Context {
  length: Length;
  /** Folder of a VGG19, where the user names one. */
  features: string | undefined;
  /** Moves the progress bar to `fraction` of 1 and lets timers have their turn. */
  progress(fraction: number, note?: string): Promise<void>;
}

/** What an example gives back: everything in it was computed in this run. */
export interface Section {
  title: string;
  /** The paper, as one would cite it. */
  paper: string;
  /** Paragraphs that say what was done and how to read the figures. */
  text: string[];
  /** HTML of pictures, plots and tables. */
  figures: string[];
  /** The figures that matter most, for the top of the section and the terminal. */
  findings: { label: string; value: string }[];
}

export type Example = (context: Context) => Promise<Section>;

/** The setting for the length of this run. */
export const choose = <T>(length: Length, settings: Record<Length, T>): T => settings[length];
