import { mattingRow } from '../support/mattingRow';

export default mattingRow('energy');
