export { expectTensorsClose, type Tolerance } from './expectTensorsClose';
