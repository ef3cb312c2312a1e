/** Runs an assertion. The error of its failure begins with `context`, which says which case of a test it is. */
export async function withContext(context: string, assertion: () => Promise<void>): Promise<void> {
  try {
    await assertion();
  } catch (error) {
    throw new Error(`${context}: ${(error as Error).message}`, { cause: error });
  }
}
