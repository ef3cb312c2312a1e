import { samplerGradientRow } from '../support/samplerRow';

export default samplerGradientRow('bilinear', [8, 64, 64, 64]);
