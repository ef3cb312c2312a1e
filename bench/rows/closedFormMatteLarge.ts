import { matteRow } from '../support/matteRow';

export default matteRow(6);
