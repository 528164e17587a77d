package dev.awa.contract;

/**
 * One statement of a script.
 *
 * @param text the statement without its semicolon
 * @param line where it starts, counted from 1
 */
record SqlStatement(String text, int line) {}
