/** Upgrades while producers and workers of the release before go on. */
@NullMarked
package dev.awa.upgrade;

import org.jspecify.annotations.NullMarked;
