import { sumRow } from '../support/sumRow';

export default sumRow([0]);
