/** Adds both ways to free the memory of a fitted classifier. */
export const disposable = <Fitted extends object>(fitted: Fitted, dispose: () => void) => ({
  ...fitted,
  dispose,
  [Symbol.dispose]: dispose,
});
