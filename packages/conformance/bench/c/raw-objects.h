/* The types of `raw.c`, and the functions that make their instances. */

/* The types have no traverse, as bench.c's have none; an instance holds a reference to its type. */
static void dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF((PyObject *)type);
}

/* Point: an object with a struct. */

typedef struct {
  PyObject head;
  double x, y;
} Point;

static PyTypeObject *point_type;

static PyObject *new_point(PyTypeObject *type) {
  Point *point = (Point *)PyType_GenericAlloc(type, 0);
  if (point == NULL)
    return NULL;
  point->x = 3;
  point->y = 4;
  return (PyObject *)point;
}

static PyObject *Point_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kw)) {
  return new_point(type);
}

static PyObject *Point_x(PyObject *self, void *Py_UNUSED(closure)) { return PyLong_FromLong((long)((Point *)self)->x); }

METHOD(Point_norm1, point) { return PyLong_FromLong((long)(((Point *)point)->x + ((Point *)point)->y)); }

static PyGetSetDef Point_getsets[] = {{"x", Point_x, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};
static PyMethodDef Point_methods[] = {{"norm1", (PyCFunction)(void (*)(void))Point_norm1, METH_NONE, NULL},
                                      {NULL, NULL, 0, NULL}};
static PyType_Slot Point_slots[] = {{Py_tp_new, (void *)Point_new},
                                    {Py_tp_dealloc, (void *)dealloc},
                                    {Py_tp_getset, Point_getsets},
                                    {Py_tp_methods, Point_methods},
                                    {0, NULL}};
static PyType_Spec Point_spec = {"raw.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, Point_slots};

NOARGS(mkpoint) { return new_point(point_type); }

/* Counter: an iterator. */

typedef struct {
  PyObject head;
  long next, end;
} Counter;

static PyTypeObject *counter_type;

static PyObject *Counter_iter(PyObject *self) { return Py_NewRef(self); }

static PyObject *Counter_iternext(PyObject *self) {
  Counter *counter = (Counter *)self;
  return counter->next < counter->end ? PyLong_FromLong(counter->next++) : NULL;
}

static PyType_Slot Counter_slots[] = {{Py_tp_dealloc, (void *)dealloc},
                                      {Py_tp_iter, (void *)Counter_iter},
                                      {Py_tp_iternext, (void *)Counter_iternext},
                                      {0, NULL}};
static PyType_Spec Counter_spec = {"raw.Counter", sizeof(Counter), 0, Py_TPFLAGS_DEFAULT, Counter_slots};

O(counter) {
  long end = as_long(arg);
  if (failed(end))
    return NULL;
  Counter *made = (Counter *)PyType_GenericAlloc(counter_type, 0);
  if (made != NULL)
    made->end = end;
  return (PyObject *)made;
}

/* Vector: a buffer, and a kernel over it. */

#define LENGTH 256

typedef struct {
  PyObject head;
  double items[LENGTH];
} Vector;

static PyTypeObject *vector_type;
static Py_ssize_t vector_shape[] = {LENGTH}, vector_strides[] = {sizeof(double)};

static int Vector_getbuffer(PyObject *self, Py_buffer *buffer, int Py_UNUSED(flags)) {
  buffer->buf = ((Vector *)self)->items;
  buffer->obj = Py_NewRef(self);
  buffer->len = LENGTH * sizeof(double);
  buffer->itemsize = sizeof(double);
  buffer->readonly = 0;
  buffer->ndim = 1;
  buffer->format = (char *)"d";
  buffer->shape = vector_shape;
  buffer->strides = vector_strides;
  buffer->suboffsets = NULL;
  buffer->internal = NULL;
  return 0;
}

METHOD(Vector_step, vector) {
  double *items = ((Vector *)vector)->items;
  for (int i = 0; i < LENGTH; i++)
    items[i] = items[i] * 0.5 + 1.0;
  return Py_NewRef(vector);
}

static PyMethodDef Vector_methods[] = {{"step", (PyCFunction)(void (*)(void))Vector_step, METH_NONE, NULL},
                                       {NULL, NULL, 0, NULL}};
static PyType_Slot Vector_slots[] = {{Py_tp_dealloc, (void *)dealloc},
                                     {Py_bf_getbuffer, (void *)Vector_getbuffer},
                                     {Py_tp_methods, Vector_methods},
                                     {0, NULL}};
static PyType_Spec Vector_spec = {"raw.Vector", sizeof(Vector), 0, Py_TPFLAGS_DEFAULT, Vector_slots};

NOARGS(vector) { return PyType_GenericAlloc(vector_type, 0); }
