/**
 * The worker's connections to the database: opening them, giving them up, and what an SQLSTATE says of them. Calls no
 * other room.
 */
@NullMarked
package dev.awa.worker.internal.connection;

import org.jspecify.annotations.NullMarked;
