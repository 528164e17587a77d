/** The adapters' side of the protocol that benchmarks/peers/README.md describes, and the adapters of Awa and of the floor. */
@NullMarked
package dev.awa.bench.peers.adapter;

import org.jspecify.annotations.NullMarked;
