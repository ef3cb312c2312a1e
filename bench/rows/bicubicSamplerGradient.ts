import { samplerGradientRow } from '../support/samplerRow';

export default samplerGradientRow('bicubic', [8, 64, 64, 64]);
