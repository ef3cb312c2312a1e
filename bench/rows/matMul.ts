import { matMulRow } from '../support/matMulRow';

export default matMulRow(false, false);
