/** Commands about schedules, and files that declare them. */
@NullMarked
package dev.awa.cli.schedule;

import org.jspecify.annotations.NullMarked;
