/* Writing files: all of them or none, and none that would not change. */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "output.h"

static char directory[64];

/* An empty directory, which the test runs in. */
static int set_up(void **state)
{
    strcpy(directory, "/tmp/acmc-unit-XXXXXX");
    *state = arena_new();
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[200];
    arena_free(*state);
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", directory, directory);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void expect_file(const char *path, const char *text)
{
    char bytes[256] = "";
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t length = fread(bytes, 1, sizeof bytes - 1, f);
    fclose(f);
    assert_int_equal(length, strlen(text));
    assert_string_equal(bytes, text);
}

/* Files in the current directory, hidden ones too. */
static void expect_count(int expected)
{
    int count = 0;
    DIR *d = opendir(".");
    for (const struct dirent *entry; (entry = readdir(d)); )
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(d);
    assert_int_equal(count, expected);
}

static output_file file(const char *path, const char *text)
{
    return (output_file){path, text, strlen(text)};
}

static struct stat about(const char *path)
{
    struct stat s;
    assert_int_equal(lstat(path, &s), 0);
    return s;
}

static void writes_all(void **state)
{
    const char *message = NULL;
    output_file files[] = {file("a.c", "C"), file("a.h", "header"), file("empty", "")};
    umask(022);
    assert_true(output_write(*state, files, 3, &message));
    expect_file("a.c", "C");
    expect_file("a.h", "header");
    expect_file("empty", "");
    assert_int_equal(about("a.c").st_mode & 07777, 0644);
    expect_count(3);
}

static void leaves_what_is_right_alone(void **state)
{
    const char *message = NULL;
    put("same", "text");
    put("other", "text");
    put("longer", "text and more");
    struct timespec old[2] = {{1000, 0}, {1000, 0}};
    utimensat(AT_FDCWD, "same", old, 0);
    utimensat(AT_FDCWD, "other", old, 0);
    struct stat before = about("same");
    output_file files[] = {file("same", "text"), file("other", "new!"), file("longer", "text")};
    assert_true(output_write(*state, files, 3, &message));
    assert_int_equal(about("same").st_mtime, 1000);
    assert_int_equal(about("same").st_ino, before.st_ino);
    assert_true(about("other").st_mtime > 1000);
    expect_file("other", "new!");
    expect_file("longer", "text");
    expect_count(3);
}

static void keeps_the_mode(void **state)
{
    const char *message = NULL;
    put("a", "old");
    chmod("a", 0640);
    output_file f = file("a", "new");
    assert_true(output_write(*state, &f, 1, &message));
    assert_int_equal(about("a").st_mode & 07777, 0640);
}

static void follows_links(void **state)
{
    const char *message = NULL;
    mkdir("d", 0777);
    put("d/target", "old");
    assert_int_equal(symlink("d/target", "link"), 0);
    assert_int_equal(symlink("d/none", "dangling"), 0);
    output_file files[] = {file("link", "new"), file("dangling", "born")};
    assert_true(output_write(*state, files, 2, &message));
    assert_true(S_ISLNK(about("link").st_mode));
    expect_file("d/target", "new");
    expect_file("d/none", "born");
}

static void writes_to_devices(void **state)
{
    const char *message = NULL;
    output_file f = file("/dev/null", "text");
    assert_true(output_write(*state, &f, 1, &message));
    assert_true(S_ISCHR(about("/dev/null").st_mode));
}

static void an_error_leaves_everything_as_it_was(void **state)
{
    const char *message = NULL;
    put("a", "old");
    output_file files[] = {file("a", "new"), file("b", "new"), file("none/c", "new")};
    assert_false(output_write(*state, files, 3, &message));
    assert_string_equal(message, "can't write 'none/c': No such file or directory");
    expect_file("a", "old");
    expect_count(1);
}

static void a_directory_is_no_file(void **state)
{
    const char *message = NULL;
    mkdir("d", 0777);
    output_file files[] = {file("a", "new"), file("d", "new")};
    assert_false(output_write(*state, files, 2, &message));
    assert_string_equal(message, "can't write 'd': Is a directory");
    expect_count(1);
}

static void a_full_disk_leaves_everything_as_it_was(void **state)
{
    const char *message = NULL;
    struct rlimit before, small = {4096, 4096};
    char *large = calloc(1, 10000);
    memset(large, 'x', 9999);
    put("b", "old");
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    output_file files[] = {file("a", "fits"), file("b", large)};
    bool written = output_write(*state, files, 2, &message);
    setrlimit(RLIMIT_FSIZE, &before);
    free(large);
    assert_false(written);
    assert_string_equal(message, "can't write 'b': File too large");
    expect_file("b", "old");
    expect_count(1);
}

static void a_full_device_is_an_error(void **state)
{
    const char *message = NULL;
    output_file files[] = {file("a", "x"), file("/dev/full", "text")};
    assert_false(output_write(*state, files, 2, &message));
    assert_string_equal(message, "can't write '/dev/full': No space left on device");
    expect_count(0);
}

/* Kills a child that writes again and again, at many different moments. */
static void a_signal_leaves_no_temporary_file(void **state)
{
    enum { ROUNDS = 40, SIZE = 1 << 20 };
    char *large = malloc(SIZE);
    memset(large, 'x', SIZE);
    for (int round = 0; round < ROUNDS; round++) {
        pid_t child = fork();
        if (child == 0) {
            for (;;) {
                const char *message;
                large[0] ^= 1;
                output_file files[] = {{"a", large, SIZE}, {"b", large, SIZE}};
                output_write(*state, files, 2, &message);
            }
        }
        struct timespec pause = {0, 2000000 + round * 77777};
        nanosleep(&pause, NULL);
        kill(child, round % 2 ? SIGTERM : SIGINT);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), round % 2 ? SIGTERM : SIGINT);
        for (const char *name = "a"; name; name = *name == 'a' ? "b" : NULL) {
            struct stat s;
            if (stat(name, &s) == 0)
                assert_int_equal(s.st_size, SIZE);
            remove(name);
        }
        expect_count(0);
    }
    free(large);
}

static void signals_mean_what_they_meant_before(void **state)
{
    const char *message = NULL;
    struct sigaction action;
    signal(SIGHUP, SIG_IGN);
    output_file f = file("a", "text");
    assert_true(output_write(*state, &f, 1, &message));
    sigaction(SIGHUP, NULL, &action);
    assert_true(action.sa_handler == SIG_IGN);
    signal(SIGHUP, SIG_DFL);
    sigaction(SIGINT, NULL, &action);
    assert_true(action.sa_handler == SIG_DFL);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(writes_all), TEST(leaves_what_is_right_alone), TEST(keeps_the_mode), TEST(follows_links), TEST(writes_to_devices),
        TEST(an_error_leaves_everything_as_it_was), TEST(a_directory_is_no_file), TEST(a_full_disk_leaves_everything_as_it_was),
        TEST(a_full_device_is_an_error), TEST(a_signal_leaves_no_temporary_file), TEST(signals_mean_what_they_meant_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
