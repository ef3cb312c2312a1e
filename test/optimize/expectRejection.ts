import { expect } from 'vitest';
import { expectNoLeak } from '../../src/testing';

/** Expects an `ArgumentError` with exactly this message as a rejection, and no tensor left behind. */
export const expectRejection = (call: () => Promise<unknown>, message: string): Promise<void> =>
  expectNoLeak(async () => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ name: 'ArgumentError', message }));
  });
