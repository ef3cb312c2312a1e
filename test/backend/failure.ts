import { type SelectBackendOptions, selectBackend } from '../../src/backend';

/** The error of a `selectBackend` call that must fail. */
export const failure = async (options: SelectBackendOptions): Promise<Error> => {
  try {
    await selectBackend(options);
  } catch (error) {
    return error as Error;
  }
  throw new Error('selectBackend found a backend');
};
