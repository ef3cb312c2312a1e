import { guidedFilterRow } from '../support/guidedFilterRow';

export default guidedFilterRow(1);
