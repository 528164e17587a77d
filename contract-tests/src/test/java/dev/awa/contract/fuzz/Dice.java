package dev.awa.contract.fuzz;

import java.util.List;
import java.util.Random;

/** The random choices of a run, all from its seed. */
final class Dice {

    private final Random random;
    private double malice;

    Dice(long seed) {
        this.random = new Random(seed);
    }

    /** How likely it is, from now on, that a value is not what it should be. */
    void malice(double malice) {
        this.malice = malice;
    }

    boolean isMalicious() {
        return random.nextDouble() < malice;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** 0 to n - 1. */
    int below(int n) {
        return random.nextInt(n);
    }

    /** Both ends included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    Random random() {
        return random;
    }
}
