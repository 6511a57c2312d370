/* What cJSON reads, prints, copies, compares and changes, and what it says of texts that are no JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cJSON.h"

static void change(cJSON *object)
{
    cJSON_AddNumberToObject(object, "n", 4.25);
    cJSON_AddItemToObject(object, "numbers", cJSON_CreateIntArray((int[]){1, 2, 3}, 3));
    cJSON_DeleteItemFromObject(object, "name");
    cJSON_DetachItemFromObject(object, "there is none");
}

static void show(const char *text)
{
    char buffer[400];
    cJSON *value = cJSON_Parse(text);
    if (!value) {
        const char *error = cJSON_GetErrorPtr();
        printf("error at %d\n", error ? (int)strlen(error) : -1);
        return;
    }
    char *printed = cJSON_Print(value), *dense = cJSON_PrintUnformatted(value);
    printf("%s\n%s\n", printed, dense);
    cJSON *copy = cJSON_Duplicate(value, 1);
    printf("same: %d\n", cJSON_Compare(value, copy, 1));
    if (cJSON_IsObject(copy))
        change(copy);
    int fits = cJSON_PrintPreallocated(copy, buffer, sizeof buffer, 0);
    printf("%d %s\n", fits, buffer);
    cJSON_Minify(printed);
    printf("%s\n", printed);
    cJSON_Delete(copy);
    cJSON_Delete(value);
    free(printed);
    free(dense);
}

int main(void)
{
    static const char *const texts[] = {
        "{\"name\": \"Jack \\u00e9\\ud83d\\ude00\", \"list\": [1, 2.5, -3e10, true, false, null, [[], {}]], \"o\": {\"a\": {\"b\": [\"x\\n\\t\\\"\"]}}}",
        "[1,2,", "{\"a\":}", "\"\\ud800\"", "12e", "[[[[[[[[[[1]]]]]]]]]]", "  {\"dup\":1,\"dup\":2}  ", "nul", ""
    };
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        show(texts[i]);
    return 0;
}
