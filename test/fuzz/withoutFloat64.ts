/** Targets that float64 does not judge, and why. WASM and cpu are still compared with each other. */
export const withoutFloat64: Record<string, string> = {
  forestClassifier: 'a split between two numbers moves with their rounding, and so do labels',
  reverseClassificationAccuracy: 'its reverse classifier is a forest',
};
