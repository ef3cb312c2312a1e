// Compiled from assembly/ by `npm run kernels`.
import { fuseMultiplyAdd } from '../../wasm/relaxedSimd';
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  scratchBytes(named: { planes: number }): number;
  bilateralSum(named: { guide: number; x: number; output: number; sums: number; channels: number; planes: number; batch: number; height: number; width: number; reachY: number; reachX: number; spatialScale: number; contrastScale: number; factors: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 48,
  relax: fuseMultiplyAdd,
  parameters: {
    scratchBytes: ['planes'],
    bilateralSum: ['guide', 'x', 'output', 'sums', 'channels', 'planes', 'batch', 'height', 'width', 'reachY', 'reachX', 'spatialScale', 'contrastScale', 'factors'],
  },
  code: 'AGFzbQEAAAABFwJgAX8BfGAOf39/f39/f39/f399fX8AAhIBA2VudgZtZW1vcnkCAQGAgAQDAwIAAQcfAgxzY3JhdGNoQnl0ZXMAAAxiaWxhdGVyYWxTdW0AAQrXBwIPACAAt0QAAAAAAAAwQKILxAcCEX8EeyAIIApBAXRqQQNqQQJ0IhUgByAJQQF0amwiGyAGbCEYIAYgB2wgCGxBAnQhHCADIAVBBHRqIRkDQCAGIBRKBEBBACETA0AgByATSgRAQQAhEQNAIAggEUoEQCADQQAgBUEEdPwLACAUIBtsIBMgFWxqIBFBAnRqIh0gAGogCSAVbGogCkECdGohHkEAIAlrIQ8DQCAJIA9OBEBBACAKayESA0AgCiASTgRAIB0gCSAPaiAVbGogCiASakECdGohGv0MAAAAAAAAAAAAAAAAAAAAACEf/QwAAIA/AACAPwAAgD8AAIA/ISAgDSEOQQAhEEEAIRYDQCAEIBZKBEAgHyAQIB5q/QAEACAAIBpqIBBq/QAEAP3lASIhICH95gH95AEhHyAOQQ9xIRcDQCAXQQBKBEAgICAh/eYBISAgF0EBayEXDAELCyAOQQR1IQ4gECAYaiEQIBZBAWohFgwBCwsgICALIA8gD2wgEiASbGqylP0TIB8gDP0T/eYB/eQBIh/9DAAArsIAAK7CAACuwgAArsL96wEiIP0MO6q4PzuquD87qrg/O6q4P/3mAf0MAABASwAAQEsAAEBLAABAS/3kASIh/QwAAEBLAABASwAAQEsAAEBL/eUBISIgICAi/QwAgDE/AIAxPwCAMT8AgDE//eYB/eUBICL9DIOAXrmDgF65g4BeuYOAXrn95gH95QEiICAg/eYBISL9DAAAgD8AAIA/AACAPwAAgD/9DAENUDkBDVA5AQ1QOQENUDkgIP3mAf0MYQu2OmELtjphC7Y6YQu2Ov3kASAi/eYB/QyJiAg8iYgIPImICDyJiAg8ICD95gH9DKuqKj2rqio9q6oqPauqKj395AH95AEgIv3mAf0Mq6oqPquqKj6rqio+q6oqPiAg/eYB/QwAAAA/AAAAPwAAAD8AAAA//eQB/eQBICL95gEgIP3kAf3kASAhQRf9qwH9rgEgH/0MAACuwgAArsIAAK7CAACuwv1D/U/95gEhHyABIBpqIRAgAyEOA0AgDiAZSQRAIA4gDv0ABAAgHyAQ/QAEAP3mAf3kAf0LBAAgDkEQaiEOIBAgGGohEAwBCwsgEkEBaiESDAELCyAPQQFqIQ8MAQsLQQQgCCARayIOIA5BBEobIRAgAiAHIBRsIBNqIAhsIBFqQQJ0aiEPIAMhDgNAIA4gGUkEQCAPIA4gEEECdPwKAAAgDkEQaiEOIA8gHGohDwwBCwsgEUEEaiERDAELCyATQQFqIRMMAQsLIBRBAWohFAwBCwsL',
};
