/** The number of axes up to which stock kernels pad and broadcast correctly. */
export const mostAxes = 6;
