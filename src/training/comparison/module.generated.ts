// Compiled from assembly/ by `npm run kernels`.
import type { WasmModule } from '../../wasm/wasmKernel';

export interface Exports {
  greater(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number; isInteger: number }): void;
  greaterEqual(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number; isInteger: number }): void;
  equal(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number; isInteger: number }): void;
  notEqual(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number; isInteger: number }): void;
  and(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
  or(named: { a: number; b: number; output: number; count: number; stepA: number; stepB: number }): void;
  not(named: { x: number; output: number; count: number }): void;
}

export const wasmModule: WasmModule<Exports> = {
  memoryLimits: 62,
  parameters: {
    greater: ['a', 'b', 'output', 'count', 'stepA', 'stepB', 'isInteger'],
    greaterEqual: ['a', 'b', 'output', 'count', 'stepA', 'stepB', 'isInteger'],
    equal: ['a', 'b', 'output', 'count', 'stepA', 'stepB', 'isInteger'],
    notEqual: ['a', 'b', 'output', 'count', 'stepA', 'stepB', 'isInteger'],
    and: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
    or: ['a', 'b', 'output', 'count', 'stepA', 'stepB'],
    not: ['x', 'output', 'count'],
  },
  code: 'AGFzbQEAAAABJQRgB39/f39/f38AYAZ/f39/f38AYAh/f39/f39/fwBgA39/fwACEgEDZW52Bm1lbW9yeQIBAYCABAMJCAIBAAMAAAABBz4HB2dyZWF0ZXIABQxncmVhdGVyRXF1YWwABAVlcXVhbAAGCG5vdEVxdWFsAAIDYW5kAAcCb3IAAQNub3QAAwq7CwjLBwICewF/IAAgB0ECdGohByADIARqIQQDQCADQRBqIgAgBE0EQCADAnsgBQR7IAH9AAQABSAB/QkCAAshCCAGBHsgAv0ABAAFIAL9CQIACyEJAkACQAJAAkACQAJAAkACQAJAIAcOBAECAwQACwJAIAdBBGsOAwUGBwALDAcLIAggCf1EDAcLIAggCf1GDAYLIAggCf1BDAULIAggCf1CDAQLIAggCf07DAMLIAggCf0/DAILIAggCf03DAELIAggCf04CwJ7IAEgBUEEdGohAyACIAZBBHRqIQogBQR7IAP9AAQABSAD/QkCAAshCCAGBHsgCv0ABAAFIAr9CQIACyEJAkACQAJAAkACQAJAAkACQAJAIAcOBAECAwQACwJAIAdBBGsOAwUGBwALDAcLIAggCf1EDAcLIAggCf1GDAYLIAggCf1BDAULIAggCf1CDAQLIAggCf07DAMLIAggCf0/DAILIAggCf03DAELIAggCf04C/2FAQJ7IAEgBUEFdGohAyACIAZBBXRqIQogBQR7IAP9AAQABSAD/QkCAAshCCAGBHsgCv0ABAAFIAr9CQIACyEJAkACQAJAAkACQAJAAkACQAJAIAcOBAECAwQACwJAIAdBBGsOAwUGBwALDAcLIAggCf1EDAcLIAggCf1GDAYLIAggCf1BDAULIAggCf1CDAQLIAggCf07DAMLIAggCf0/DAILIAggCf03DAELIAggCf04CwJ7IAEgBUEwbGohAyACIAZBMGxqIQogBQR7IAP9AAQABSAD/QkCAAshCCAGBHsgCv0ABAAFIAr9CQIACyEJAkACQAJAAkACQAJAAkACQAJAIAcOBAECAwQACwJAIAdBBGsOAwUGBwALDAcLIAggCf1EDAcLIAggCf1GDAYLIAggCf1BDAULIAggCf1CDAQLIAggCf07DAMLIAggCf0/DAILIAggCf03DAELIAggCf04C/2FAf1l/QwBAQEBAQEBAQEBAQEBAQEB/U79CwQAIAAhAyABIAVBBnRqIQEgAiAGQQZ0aiECDAELCwNAIAMgBEkEQCADAnsgAf0JAgAhCCAC/QkCACEJAkACQAJAAkACQAJAAkACQAJAIAcOBAECAwQACwJAIAdBBGsOAwUGBwALDAcLIAggCf1EDAcLIAggCf1GDAYLIAggCf1BDAULIAggCf1CDAQLIAggCf07DAMLIAggCf0/DAILIAggCf03DAELIAggCf04C/0bAEEBcToAACADQQFqIQMgASAFQQJ0aiEBIAIgBkECdGohAgwBCwsLkgEAIAIgA2ohAwNAIAJBEGogA00EQCACIAQEeyAA/QAEAAUgAP0HAAALIAUEeyAB/QAEAAUgAf0HAAAL/VD9CwQAIAJBEGohAiAAIARBBHRqIQAgASAFQQR0aiEBDAELCwNAIAIgA0kEQCACIAAtAAAgAS0AAHI6AAAgAkEBaiECIAAgBGohACABIAVqIQEMAQsLCxQAQQMgACABIAIgAyAEIAUgBhAAC3ABAX8gASACaiEDA0AgAUEQaiICIANNBEAgASAA/QAEAP0MAQEBAQEBAQEBAQEBAQEBAf1R/QsEACACIQEgAEEQaiEADAELCwNAIAEgA0kEQCABIAAtAABBAXM6AAAgAUEBaiEBIABBAWohAAwBCwsLFABBASAAIAEgAiADIAQgBSAGEAALFABBACAAIAEgAiADIAQgBSAGEAALFABBAiAAIAEgAiADIAQgBSAGEAALkgEAIAIgA2ohAwNAIAJBEGogA00EQCACIAQEeyAA/QAEAAUgAP0HAAALIAUEeyAB/QAEAAUgAf0HAAAL/U79CwQAIAJBEGohAiAAIARBBHRqIQAgASAFQQR0aiEBDAELCwNAIAIgA0kEQCACIAAtAAAgAS0AAHE6AAAgAkEBaiECIAAgBGohACABIAVqIQEMAQsLCw==',
};
