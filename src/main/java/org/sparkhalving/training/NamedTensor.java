package org.sparkhalving.training;

import java.util.List;

/**
 * One of a network's tensors of float32.
 *
 * @param name PyTorch's name, such as {@code hidden.0.weight}
 * @param shape its sizes; weights are [out, in], the others have one size
 * @param bytes its elements, little endian, row after row
 */
public record NamedTensor(String name, List<Long> shape, byte[] bytes) {}
