import { matMulRow } from '../support/matMulRow';

export default matMulRow(true, false);
