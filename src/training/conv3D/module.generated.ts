// Compiled from assembly/ by `npm run kernels`.
import { fuseMultiplyAdd } from '../../wasm/relaxedSimd';
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  inputScratchBytes(named: { taps: number; channels: number; outputs: number }): number;
  inputGradient(named: { dy: number; filter: number; dx: number; scratch: number; batch: number; depth: number; height: number; width: number; channels: number; outDepth: number; outHeight: number; outWidth: number; outputs: number; filterDepth: number; filterHeight: number; filterWidth: number; strideZ: number; strideY: number; strideX: number; padFront: number; padTop: number; padLeft: number }): void;
  filterScratchBytes(named: { taps: number; channels: number; outputs: number }): number;
  filterGradient(named: { x: number; dy: number; dfilter: number; scratch: number; batch: number; depth: number; height: number; width: number; channels: number; outDepth: number; outHeight: number; outWidth: number; outputs: number; filterDepth: number; filterHeight: number; filterWidth: number; strideZ: number; strideY: number; strideX: number; padFront: number; padTop: number; padLeft: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 58,
  relax: fuseMultiplyAdd,
  parameters: {
    inputScratchBytes: ['taps', 'channels', 'outputs'],
    inputGradient: ['dy', 'filter', 'dx', 'scratch', 'batch', 'depth', 'height', 'width', 'channels', 'outDepth', 'outHeight', 'outWidth', 'outputs', 'filterDepth', 'filterHeight', 'filterWidth', 'strideZ', 'strideY', 'strideX', 'padFront', 'padTop', 'padLeft'],
    filterScratchBytes: ['taps', 'channels', 'outputs'],
    filterGradient: ['x', 'dy', 'dfilter', 'scratch', 'batch', 'depth', 'height', 'width', 'channels', 'outDepth', 'outHeight', 'outWidth', 'outputs', 'filterDepth', 'filterHeight', 'filterWidth', 'strideZ', 'strideY', 'strideX', 'padFront', 'padTop', 'padLeft'],
  },
  code: 'AGFzbQEAAAABIQJgA39/fwF8YBZ/f39/f39/f39/f39/f39/f39/f39/AAISAQNlbnYGbWVtb3J5AgEBgIAEAwUEAAEAAQdLBBFpbnB1dFNjcmF0Y2hCeXRlcwAADWlucHV0R3JhZGllbnQAARJmaWx0ZXJTY3JhdGNoQnl0ZXMAAg5maWx0ZXJHcmFkaWVudAADCo4MBCgBAXwgALciAyABt6IgAreiRAAAAAAAABBAoiADRAAAAAAAACBAoqAL8gUDCn8BewF9IAggDGxBAnQhHCABIRYgAyEBIA0gDmwgD2whGiAIIQ0DQCAXIBpIBEBBACEYA0AgDCAYSgRAQQAhCANAIAggDUgEQCABIBYgCCAMbCAYakECdGooAgA2AgAgCEEBaiEIIAFBBGohAQwBCwsgGEEBaiEYDAELCyAXQQFqIRcgFiAMIA1sQQJ0aiEWDAELCyADIBogHGxqIQEDQCAEIBtKBEBBACEZA0AgGSAFIAZsIAdsSARAIAEhCEEAIRcDQCAXIBpIBEBBfyAZIAdvIBVqIBcgD29rIhYgEm0iGCAWQQBIIAsgGExyIBIgGGwgFkdyGyIWQX8gGSAHbSAGbyAUaiAXIA9tIA5vayIYIBFtIh0gGEEASCAKIB1MciARIB1sIBhHchsiGEF/IBkgBiAHbG0gE2ogFyAOIA9sbWsiHSAQbSIeIB1BAEggCSAeTHIgECAebCAdR3IbIh1yckEATgRAIAggACAJIBtsIB1qIApsIBhqIAtsIBZqIAxsQQJ0ajYCACAIIAMgFyAcbGo2AgQgCEEIaiEICyAXQQFqIRcMAQsLQQAhGCANQQJ0IR0DQCAYQRBqIB1NBED9DAAAAAAAAAAAAAAAAAAAAAAhICABIRYDQCAIIBZLBEAgFigCACEeIBYoAgQgGGohH0EAIRcDQCAMIBdKBEAgHiAXQQJ0av0JAgAgHyAXIB1sav0ABAD95gEgIP3kASEgIBdBAWohFwwBCwsgFkEIaiEWDAELCyACIBhqICD9CwQAIBhBEGohGAwBCwsDQCAYIB1JBEBDAAAAACEhIAEhFgNAIAggFksEQCAWKAIAIR4gFigCBCAYaiEfQQAhFwNAIAwgF0oEQCAhIB4gF0ECdGoqAgAgHyAXIB1saioCAJSSISEgF0EBaiEXDAELCyAWQQhqIRYMAQsLIAIgGGogITgCACAYQQRqIRgMAQsLIBlBAWohGSACIA1BAnRqIQIMAQsLIBtBAWohGwwBCwsLFwAgALcgAbeiIAK3okQAAAAAAAAgQKIL1gUDE38BfAF7IAxBAnQhJiADQQAgCEECdCIkIA0gDmwgD2wiImwgDGxBAXT8CwBBACENA0AgDSAEIAlsIApsSARAIA0gCSAKbG0hG0EAIQgDQCAIICJIBEAgDSAKbSAJbyAQbCATayAIIA4gD2xtaiIhQQBIIAUgIUxyIA0gCm8gEWwgFGsgCCAPbSAOb2oiIEEASHIgBiAgTHIgCCAPbyAVayIjIAdOckUEQCALIAdBAWsgI2sgEm1BAWoiFiALIBZIGyEfIAMgCCAkbCAMbEEBdGohGCASQQFrICNrIBJtIhZBACAWQQBOGyElA0AgHyAlSgRAIBghGSASICRsIR4gASAlICZsaiIdICZBgAEgHyAlayIWIBZBgAFKG2xqIRwgJCAAIAUgG2wgIWogBmwgIGogB2wgEiAlbGogI2ogJGxqIhdqIRoDQCAXIBpJBEBBACEnA0AgJ0EQaiAmTQRA/QwAAAAAAAAAAAAAAAAAAAAAISogFyEWIB0gJ2ohKANAIBwgKEsEQCAW/QkCACAo/QAEAP3mASAq/eQBISogJiAoaiEoIBYgHmohFgwBCwsgGSAZ/QAEACAq/V/98AH9CwQAIBkgGf0ABBAgKiAq/Q0ICQoLDA0ODwABAgMEBQYH/V/98AH9CwQQICdBEGohJyAZQSBqIRkMAQsLA0AgJiAnSwRARAAAAAAAAAAAISkgFyEWIB0gJ2ohKANAIBwgKEsEQCApIBYqAgC7ICgqAgC7oqAhKSAmIChqISggFiAeaiEWDAELCyAZIBkrAwAgKaA5AwAgJ0EEaiEnIBlBCGohGQwBCwsgF0EEaiEXDAELCyAlQYABaiElDAELCwsgCEEBaiEIDAELCyANQQFqIQ0gASALICZsaiEBDAELCyADICIgJGwgDGxBAXRqIQADQCAAIANLBEAgAiADKwMAtjgCACADQQhqIQMgAkEEaiECDAELCws=',
};
