package dev.awa.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a script into statements as psql does, so that each runs in a transaction of its own. */
final class SqlSplitter {

    private static final Pattern DOLLAR_TAG = Pattern.compile("\\$([A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)?\\$");

    private final String script;
    private final List<SqlStatement> statements = new ArrayList<>();
    private int position;
    private int start = -1;
    private int depth;

    private SqlSplitter(String script) {
        this.script = script;
    }

    /**
     * Splits at semicolons outside of quotes, comments and parentheses.
     *
     * @throws IllegalArgumentException for an open quote or comment at the end, or a psql command
     */
    static List<SqlStatement> split(String script) {
        return new SqlSplitter(script).split();
    }

    private List<SqlStatement> split() {
        while (position < script.length()) {
            char c = script.charAt(position);
            if (script.startsWith("--", position)) {
                position = indexOrEnd("\n", position);
            } else if (script.startsWith("/*", position)) {
                skipBlockComment();
            } else if (c == ';' && depth == 0) {
                endStatement();
                position++;
            } else if (Character.isWhitespace(c)) {
                position++;
            } else {
                token(c);
            }
        }
        endStatement();
        return List.copyOf(statements);
    }

    private void token(char c) {
        if (start < 0) {
            if (c == '\\') {
                throw new IllegalArgumentException("line " + lineOf(position) + ": psql commands do not run here");
            }
            start = position;
        }
        switch (c) {
            case '\'' -> skipQuoted('\'', false);
            case '"' -> skipQuoted('"', false);
            case '$' -> skipDollarQuoted();
            default -> {
                if (Character.isJavaIdentifierPart(c)) {
                    skipWord();
                } else {
                    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                    position++;
                }
            }
        }
    }

    /** A name may hold a dollar sign, and E before a quote makes backslashes escape. */
    private void skipWord() {
        int from = position;
        while (position < script.length() && Character.isJavaIdentifierPart(script.charAt(position))) {
            position++;
        }
        boolean escapes = script.substring(from, position).equalsIgnoreCase("e");
        if (escapes && script.startsWith("'", position)) {
            skipQuoted('\'', true);
        }
    }

    private void skipQuoted(char quote, boolean backslashEscapes) {
        int opened = position++;
        while (position < script.length()) {
            char c = script.charAt(position++);
            if (c == '\\' && backslashEscapes) {
                position++;
            } else if (c == quote) {
                if (position < script.length() && script.charAt(position) == quote) {
                    position++;
                } else {
                    return;
                }
            }
        }
        throw unterminated("quote", opened);
    }

    private void skipDollarQuoted() {
        Matcher tag = DOLLAR_TAG.matcher(script).region(position, script.length());
        if (!tag.lookingAt()) {
            position++;
            return;
        }
        int close = script.indexOf(tag.group(), tag.end());
        if (close < 0) {
            throw unterminated("quote", position);
        }
        position = close + tag.group().length();
    }

    private void skipBlockComment() {
        int opened = position;
        int nested = 0;
        do {
            if (script.startsWith("/*", position)) {
                nested++;
                position += 2;
            } else if (script.startsWith("*/", position)) {
                nested--;
                position += 2;
            } else {
                position++;
            }
            if (position > script.length() || (position == script.length() && nested > 0)) {
                throw unterminated("comment", opened);
            }
        } while (nested > 0);
    }

    private void endStatement() {
        if (start >= 0) {
            String text = script.substring(start, Math.min(position, script.length()));
            statements.add(new SqlStatement(text.stripTrailing(), lineOf(start)));
            start = -1;
        }
        depth = 0;
    }

    private int indexOrEnd(String what, int from) {
        int found = script.indexOf(what, from);
        return found < 0 ? script.length() : found;
    }

    private int lineOf(int index) {
        return 1
                + (int) script.substring(0, index)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private IllegalArgumentException unterminated(String what, int opened) {
        return new IllegalArgumentException("line " + lineOf(opened) + ": this " + what + " is never closed");
    }
}
