package dev.facteur.platform.http;

/// The HTTP client must be told no. Thrown wherever the reason is found, answered in one place.
public final class HttpRefusal extends Exception {
    private final transient Problem problem;

    public HttpRefusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public HttpRefusal(int status, String title, String detail) {
        this(Problem.of(status, title, detail));
    }

    public Problem problem() {
        return problem;
    }
}
