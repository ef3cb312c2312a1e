import { trilinearSamplerRow } from '../support/trilinearSamplerRow';

export default trilinearSamplerRow;
