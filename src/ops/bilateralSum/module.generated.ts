// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  scratchBytes(named: { planes: number }): number;
  bilateralSum(named: { guide: number; x: number; output: number; sums: number; channels: number; planes: number; batch: number; height: number; width: number; reachY: number; reachX: number; spatialScale: number; contrastScale: number; factors: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 48,
  parameters: {
    scratchBytes: ['planes'],
    bilateralSum: ['guide', 'x', 'output', 'sums', 'channels', 'planes', 'batch', 'height', 'width', 'reachY', 'reachX', 'spatialScale', 'contrastScale', 'factors'],
  },
  code: 'AGFzbQEAAAABFwJgAX8Bf2AOf39/f39/f39/f399fX8AAhIBA2VudgZtZW1vcnkCAQGAgAQDAwIAAQcfAgxzY3JhdGNoQnl0ZXMAAAxiaWxhdGVyYWxTdW0AAQrPBwIHACAAQQR0C8QHAhF/BXsgCCAKQQF0akEDakECdCIVIAcgCUEBdGpsIhsgBmwhGCAGIAdsIAhsQQJ0IRwgAyAFQQR0aiEZA0AgBiAUSgRAQQAhEwNAIAcgE0oEQEEAIREDQCAIIBFKBEAgA0EAIAVBBHT8CwAgFCAbbCATIBVsaiARQQJ0aiIdIABqIAkgFWxqIApBAnRqIR5BACAJayEPA0AgCSAPTgRAQQAgCmshEgNAIAogEk4EQCAdIAkgD2ogFWxqIAogEmpBAnRqIRr9DAAAAAAAAAAAAAAAAAAAAAAhH/0MAACAPwAAgD8AAIA/AACAPyEgIA0hDkEAIRBBACEWA0AgBCAWSgRAIB8gECAeav0ABAAgACAaaiAQav0ABAD95QEiISAh/eYB/eQBIR8gDkEPcSEXA0AgF0EASgRAICAgIf3mASEgIBdBAWshFwwBCwsgDkEEdSEOIBAgGGohECAWQQFqIRYMAQsLIAsgDyAPbCASIBJsarKU/RMgHyAM/RP95gH95AEiH/0MAACuwgAArsIAAK7CAACuwv3rASIh/Qw7qrg/O6q4PzuquD87qrg//eYB/QwAAEBLAABASwAAQEsAAEBL/eQBIiL9DAAAQEsAAEBLAABASwAAQEv95QEhIyAhICP9DACAMT8AgDE/AIAxPwCAMT/95gH95QEgI/0Mg4BeuYOAXrmDgF65g4Beuf3mAf3lASIhICH95gEhIyAg/QwAAIA/AACAPwAAgD8AAIA/ICH9DGELtjphC7Y6YQu2OmELtjr9DAENUDkBDVA5AQ1QOQENUDkgIf3mAf3kASAj/eYB/Qyrqio9q6oqPauqKj2rqio9/QyJiAg8iYgIPImICDyJiAg8ICH95gH95AH95AEgI/3mAf0MAAAAPwAAAD8AAAA/AAAAP/0Mq6oqPquqKj6rqio+q6oqPiAh/eYB/eQB/eQBICP95gH95AH95AEgIkEX/asB/a4BIB/9DAAArsIAAK7CAACuwgAArsL9Q/1P/eYBIR8gASAaaiEQIAMhDgNAIA4gGUkEQCAOIA79AAQAIB8gEP0ABAD95gH95AH9CwQAIA5BEGohDiAQIBhqIRAMAQsLIBJBAWohEgwBCwsgD0EBaiEPDAELC0EEIAggEWsiDiAOQQRKGyEQIAIgByAUbCATaiAIbCARakECdGohDyADIQ4DQCAOIBlJBEAgDyAOIBBBAnT8CgAAIA5BEGohDiAPIBxqIQ8MAQsLIBFBBGohEQwBCwsgE0EBaiETDAELCyAUQQFqIRQMAQsLCw==',
};
