export { bernoulliLogLikelihood } from './bernoulliLogLikelihood';
export { type ElboOptions, elbo } from './elbo';
export type { Decoded, ElboTermsOptions, Posterior } from './elboArguments';
export { type ElboTerms, elboTerms } from './elboTerms';
export { type GaussianKLOptions, gaussianKL } from './gaussianKL';
export { gaussianLogLikelihood } from './gaussianLogLikelihood';
export { type ImportanceWeightedBoundOptions, importanceWeightedBound } from './importanceWeightedBound';
export { logMarginal } from './logMarginal';
export { type ReparameterizeOptions, reparameterize } from './reparameterize';
