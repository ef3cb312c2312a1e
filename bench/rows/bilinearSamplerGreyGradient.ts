import { samplerGradientRow } from '../support/samplerRow';

export default samplerGradientRow('bilinear', [64, 40, 40, 1]);
