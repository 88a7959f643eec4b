/**
 * How libtorch gets into the process: found, unpacked, checked and loaded, once for all processes
 * of a machine. Begin with {@link org.sparkhalving.training.natives.EngineCache}.
 */
package org.sparkhalving.training.natives;
