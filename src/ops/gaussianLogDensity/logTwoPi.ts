export const logTwoPi = Math.log(2 * Math.PI);
