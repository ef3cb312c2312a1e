import { samplerRow } from '../support/samplerRow';

export default samplerRow('bilinear', [64, 40, 40, 1]);
