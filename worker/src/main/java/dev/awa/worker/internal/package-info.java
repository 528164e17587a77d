/**
 * What a worker is put together from, and the order in which its parts start and end. Its rooms are the packages below;
 * a job goes through {@code claiming}, {@code running} and {@code settling}, in this direction. Nothing here is for users.
 */
@NullMarked
package dev.awa.worker.internal;

import org.jspecify.annotations.NullMarked;
