/** Ignores the rejection of a promise that a function returned by mistake: an error about the promise replaces it. */
export function ignoreRejection(value: unknown): void {
  if (value instanceof Promise) value.catch(() => {});
}
