package io.github.headgate.demo.orders;

import java.util.UUID;

/**
 * What somebody wants.
 *
 * @param id given by who orders, so that he may place it again when he has not heard of it
 */
public record Order(UUID id, String item, int quantity) {}
