export { type GramMatrixOptions, gramMatrix } from './gramMatrix';
