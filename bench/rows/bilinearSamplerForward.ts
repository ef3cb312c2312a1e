import { samplerRow } from '../support/samplerRow';

export default samplerRow('bilinear', [8, 64, 64, 64]);
