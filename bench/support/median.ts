export const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
