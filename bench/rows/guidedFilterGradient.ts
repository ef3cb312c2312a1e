import { guidedFilterRow } from '../support/guidedFilterRow';

export default guidedFilterRow(3, true);
