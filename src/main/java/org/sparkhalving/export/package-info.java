/**
 * A trained network in the forms of other programs: TorchScript, safetensors and ONNX, each with
 * the normalisation of its images. Begin with {@link org.sparkhalving.export.ExportFormat}.
 */
package org.sparkhalving.export;
