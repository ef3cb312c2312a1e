/** Runs an assertion whose failure does not say by itself which case of a test it is: its error begins with `context`. */
export async function withContext(context: string, assertion: () => Promise<void>): Promise<void> {
  try {
    await assertion();
  } catch (error) {
    throw new Error(`${context}: ${(error as Error).message}`, { cause: error });
  }
}
