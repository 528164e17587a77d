/** The PostgreSQL server that {@code awa dev} keeps in a folder of the checkout. */
@NullMarked
package dev.awa.cli.server;

import org.jspecify.annotations.NullMarked;
