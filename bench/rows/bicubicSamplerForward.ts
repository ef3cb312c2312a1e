import { samplerRow } from '../support/samplerRow';

export default samplerRow('bicubic', [8, 64, 64, 64]);
