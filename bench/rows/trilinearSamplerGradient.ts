import { trilinearSamplerGradientRow } from '../support/trilinearSamplerRow';

export default trilinearSamplerGradientRow;
