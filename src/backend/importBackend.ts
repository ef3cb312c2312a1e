const packageOf = (name: string) => `@tensorflow/tfjs-backend-${name}`;

/**
 * Imports the package of a backend, which registers it; a backend without a package must be registered by the user. The
 * packages are optional: inside `try`, bundlers turn a missing one into an error at run time.
 */
export async function importBackend(name: string): Promise<unknown> {
  try {
    switch (name) {
      case 'webgpu':
        return await import('@tensorflow/tfjs-backend-webgpu');
      case 'wasm':
        return await import('@tensorflow/tfjs-backend-wasm');
      case 'cpu':
        return await import('@tensorflow/tfjs-backend-cpu');
      default:
        return undefined;
    }
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const missing = code?.endsWith('MODULE_NOT_FOUND') && message.includes(packageOf(name));
    throw new Error(missing ? `${packageOf(name)} is not installed` : `${packageOf(name)} fails to load: ${message}`, {
      cause: error,
    });
  }
}
