import { samplerRow } from '../support/samplerRow';

export default samplerRow('nearest', [8, 64, 64, 64]);
