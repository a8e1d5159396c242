/* The types of `bench.c`, and the functions that make their instances. */

/* Point: an object with a struct. */

typedef struct {
  double x, y;
} Point;
HPyType_HELPERS(Point)

static HPyGlobal point_type;

static HPy new_point(HPyContext *ctx, HPy type) {
  Point *point;
  HPy made = HPy_New(ctx, type, &point);
  if (HPy_IsNull(made))
    return HPy_NULL;
  point->x = 3;
  point->y = 4;
  return made;
}

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy type, const HPy _HPy_UNUSED *args, HPy_ssize_t _HPy_UNUSED nargs,
                          HPy _HPy_UNUSED kw) {
  return new_point(ctx, type);
}

HPyDef_GET(Point_x, "x")
static HPy Point_x_get(HPyContext *ctx, HPy self, void _HPy_UNUSED *closure) {
  return HPyLong_FromLong(ctx, (long)Point_AsStruct(ctx, self)->x);
}

HPyDef_METH(Point_norm1, "norm1", HPyFunc_NOARGS)
static HPy Point_norm1_impl(HPyContext *ctx, HPy self) {
  Point *point = Point_AsStruct(ctx, self);
  return HPyLong_FromLong(ctx, (long)(point->x + point->y));
}

static HPyDef *Point_defines[] = {&Point_new, &Point_x, &Point_norm1, NULL};
static HPyType_Spec Point_spec = {.name = "bench.Point",
                                  .basicsize = sizeof(Point),
                                  .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
                                  .builtin_shape = SHAPE(Point),
                                  .defines = Point_defines};

NOARGS(mkpoint) {
  HPy type = HPyGlobal_Load(ctx, point_type);
  HPy made = new_point(ctx, type);
  HPy_Close(ctx, type);
  return made;
}

/* Counter: an iterator. */

typedef struct {
  long next, end;
} Counter;
HPyType_HELPERS(Counter)

static HPyGlobal counter_type;

HPyDef_SLOT(Counter_iter, HPy_tp_iter)
static HPy Counter_iter_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }

HPyDef_SLOT(Counter_iternext, HPy_tp_iternext)
static HPy Counter_iternext_impl(HPyContext *ctx, HPy self) {
  Counter *counter = Counter_AsStruct(ctx, self);
  return counter->next < counter->end ? HPyLong_FromLong(ctx, counter->next++) : HPy_NULL;
}

static HPyDef *Counter_defines[] = {&Counter_iter, &Counter_iternext, NULL};
static HPyType_Spec Counter_spec = {.name = "bench.Counter",
                                    .basicsize = sizeof(Counter),
                                    .flags = HPy_TPFLAGS_DEFAULT,
                                    .builtin_shape = SHAPE(Counter),
                                    .defines = Counter_defines};

O(counter) {
  long end = HPyLong_AsLong(ctx, arg);
  if (failed(ctx, end))
    return HPy_NULL;
  HPy type = HPyGlobal_Load(ctx, counter_type);
  Counter *made;
  HPy object = HPy_New(ctx, type, &made);
  HPy_Close(ctx, type);
  if (!HPy_IsNull(object))
    made->end = end;
  return object;
}

/* Vector: a buffer, and a kernel over it. */

#define LENGTH 256

typedef struct {
  double items[LENGTH];
} Vector;
HPyType_HELPERS(Vector)

static HPyGlobal vector_type;
static HPy_ssize_t vector_shape[] = {LENGTH}, vector_strides[] = {sizeof(double)};

HPyDef_SLOT(Vector_getbuffer, HPy_bf_getbuffer)
static int Vector_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int _HPy_UNUSED flags) {
  *buffer = (HPy_buffer){.buf = Vector_AsStruct(ctx, self)->items,
                         .obj = HPy_Dup(ctx, self),
                         .len = sizeof(Vector),
                         .itemsize = sizeof(double),
                         .ndim = 1,
                         .format = (char *)"d",
                         .shape = vector_shape,
                         .strides = vector_strides};
  return 0;
}

HPyDef_METH(Vector_step, "step", HPyFunc_NOARGS)
static HPy Vector_step_impl(HPyContext *ctx, HPy self) {
  double *items = Vector_AsStruct(ctx, self)->items;
  for (int i = 0; i < LENGTH; i++)
    items[i] = items[i] * 0.5 + 1.0;
  return HPy_Dup(ctx, self);
}

static HPyDef *Vector_defines[] = {&Vector_getbuffer, &Vector_step, NULL};
static HPyType_Spec Vector_spec = {.name = "bench.Vector",
                                   .basicsize = sizeof(Vector),
                                   .flags = HPy_TPFLAGS_DEFAULT,
                                   .builtin_shape = SHAPE(Vector),
                                   .defines = Vector_defines};

NOARGS(vector) {
  HPy type = HPyGlobal_Load(ctx, vector_type);
  Vector *made;
  HPy object = HPy_New(ctx, type, &made);
  HPy_Close(ctx, type);
  return object;
}
