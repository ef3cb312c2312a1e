import { samplerGradientRow } from '../support/samplerRow';

export default samplerGradientRow('nearest', [8, 64, 64, 64]);
